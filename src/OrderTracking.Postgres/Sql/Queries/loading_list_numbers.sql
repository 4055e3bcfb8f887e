-- The lists of some days, newest first; the day of a list is the last that one of its waybills has.
select l.loading_list, max(l.day)
from tracking.loading_lists l
where (@from_day::date is null or l.day >= @from_day)
  and (@to_day::date is null or l.day < @to_day)
  and (@account::text is null or l.account = @account)
  and (@station::text is null or l.station = @station)
  and {in scope l}
group by l.loading_list
having @after_day::date is null or (max(l.day), l.loading_list) < (@after_day, @after_list)
order by max(l.day) desc, l.loading_list desc
limit @limit
