update person_keys.hash_key set kek = @kek, wrapped = @wrapped where wrapped = @was
