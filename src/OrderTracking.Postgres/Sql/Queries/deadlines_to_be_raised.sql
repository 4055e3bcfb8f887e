select waybill, due_at
from tracking.deadlines
where to_be_raised and due_at < @now
order by due_at
limit @limit
