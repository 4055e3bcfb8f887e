select s.waybill, s.story, s.account, s.begun_at, s.steps_done
from tracking.sandbox_stories s
where not s.is_over
order by s.begun_at, s.waybill
