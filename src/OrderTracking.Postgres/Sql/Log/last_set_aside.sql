select max(version)
from tracking.set_aside
where stream = @stream
