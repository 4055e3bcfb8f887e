select exists (select from person_keys.keys)
