select stream, kek, generations, wrapped
from person_keys.keys
where stream = any (@streams)
