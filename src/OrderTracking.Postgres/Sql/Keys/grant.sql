-- What the service's role may do with the keys of persons, where it exists: replace a key, but not remove one. Nobody else reads them.
do $$
begin
    if exists (select from pg_roles where rolname = 'ordertracking_service') then
        grant usage on schema person_keys to ordertracking_service;
        grant select, insert on person_keys.keys, person_keys.hash_key to ordertracking_service;
        grant update (kek, generations, wrapped) on person_keys.keys to ordertracking_service;
        grant update (kek, wrapped) on person_keys.hash_key to ordertracking_service;
        grant select, insert, delete on person_keys.phones to ordertracking_service;
        grant select, insert on person_keys.destructions to ordertracking_service;
    end if;
end
$$
