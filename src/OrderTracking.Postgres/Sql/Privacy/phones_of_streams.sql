select hash, stream, part
from person_keys.phones
where stream = any (@streams)
