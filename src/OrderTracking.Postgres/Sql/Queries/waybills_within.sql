-- Which of these waybills are in a scope.
select s.waybill
from tracking.search s
where s.waybill = any (@waybills)
  and {in scope s}
