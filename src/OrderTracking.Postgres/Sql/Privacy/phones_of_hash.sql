select hash, stream, part
from person_keys.phones
where hash = @hash
order by stream, part
limit @limit
