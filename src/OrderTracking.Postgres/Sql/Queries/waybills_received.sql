-- Those that the figures of volumes count: cancelled ones are left out.
select count(*)
from tracking.volumes v
where {in scope v}
  and (@account::text is null or v.account = @account)
  and (@day_from::date is null or v.day >= @day_from)
  and (@day_to::date is null or v.day < @day_to)
