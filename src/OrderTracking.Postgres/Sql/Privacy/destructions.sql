select coalesce(max(id), 0) from person_keys.destructions
