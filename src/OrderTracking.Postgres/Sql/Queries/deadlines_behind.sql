-- The deadlines behind the counts of a rule, by the same conditions as deadlines_rows.
select d.row
from tracking.deadlines d
cross join lateral (select tracking.deadline_outcome(d.rule, d.known_in_time, d.withdrawn, d.kept_at, d.due_at) as outcome) v
where d.rule = @rule and d.rule in ('reportBack', 'sorting')
  and v.outcome is not null
  and (@side::text is null or case @side
           when 'numerator' then v.outcome = 'kept'
           else v.outcome = 'late' or (v.outcome = 'open' and d.due_at < @now)
       end)
  and (@account::text is null or d.account = @account)
  and {in scope d}
  and (@lane::text is null or d.lane = @lane)
  and (@station::text is null or d.station = @station)
  and (@branch_stations::text[] is null or d.station = any (@branch_stations))
  and (@from_day::date is null or d.due_day >= @from_day)
  and (@to_day::date is null or d.due_day < @to_day)
  and (@after_day::date is null or (d.due_day, d.waybill, d.deadline) > (@after_day, @after_waybill, @after_deadline))
order by d.due_day, d.waybill, d.deadline
limit @limit
