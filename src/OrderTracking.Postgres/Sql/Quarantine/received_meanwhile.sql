select s.id
from mt_streams s
where s.id = any ($1)
