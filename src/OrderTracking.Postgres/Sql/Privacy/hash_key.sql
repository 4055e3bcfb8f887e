-- The row as it is after this: the new one, or the one that was there.
with added as (
    insert into person_keys.hash_key (kek, wrapped) values (@kek, @proposed) on conflict (id) do nothing returning kek, wrapped)
select kek, wrapped from added
union all
select kek, wrapped from person_keys.hash_key
limit 1
