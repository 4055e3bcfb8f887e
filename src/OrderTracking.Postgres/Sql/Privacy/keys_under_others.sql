-- Two ranges, so that the index finds them.
select stream, kek, generations, wrapped
from person_keys.keys
where kek < @kek or kek > @kek
limit @limit
