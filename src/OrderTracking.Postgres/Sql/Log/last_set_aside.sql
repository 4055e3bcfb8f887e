select max(version)
from tracking.set_aside
where stream = $1
