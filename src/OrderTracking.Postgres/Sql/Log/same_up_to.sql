-- The log was cut off at most at the least position at which an epoch after that one began.
select min(later.position)
from tracking.epochs e
join tracking.epochs later on later.number > e.number
where e.epoch = @epoch
