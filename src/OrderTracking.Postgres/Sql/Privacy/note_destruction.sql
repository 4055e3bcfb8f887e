insert into person_keys.destructions default values
