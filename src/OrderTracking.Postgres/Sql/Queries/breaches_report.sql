-- Sums by group; the row with a null key is the total. A breach's fine is the penalty of its rule on the day on which it was due;
-- where the schedule counts waybills, only of the waybill's first breach of the rule, and where it asks for a complaint, only with one.
with breaches as (
    select d.waybill, d.deadline, d.rule, d.account, d.lane, d.station, d.due_at, d.due_day, d.withdrawn, d.complaint_id, d.penalty,
           d.penalty_amount
    from tracking.deadlines d
    where (d.kept_at > d.due_at or d.withdrawn)
      and (@rule::text is null or d.rule = @rule)
      and (@accounts::text[] is null or d.account = any (@accounts))
      and {in scope d}
      and (@lane::text is null or d.lane = @lane)
      and (@station::text is null or d.station = @station)
      and (@due_from::timestamptz is null or d.due_at >= @due_from)
      and (@due_to::timestamptz is null or d.due_at < @due_to)
      and (@waybill::text is null or d.waybill = @waybill)
    union all
    select d.waybill, d.deadline, d.rule, d.account, d.lane, d.station, d.due_at, d.due_day, d.withdrawn, d.complaint_id, d.penalty,
           d.penalty_amount
    from tracking.deadlines d
    where d.kept_at is null and not d.withdrawn and d.due_at < @now
      and (@rule::text is null or d.rule = @rule)
      and (@accounts::text[] is null or d.account = any (@accounts))
      and {in scope d}
      and (@lane::text is null or d.lane = @lane)
      and (@station::text is null or d.station = @station)
      and (@due_from::timestamptz is null or d.due_at >= @due_from)
      and (@due_to::timestamptz is null or d.due_at < @due_to)
      and (@waybill::text is null or d.waybill = @waybill)
), priced as (
    select b.*,
           case
               when b.withdrawn or t.fine is null then 0
               when t.needs_complaint and b.complaint_id is null then 0
               when t.by_waybill and exists (
                   select from tracking.deadlines o
                   where o.waybill = b.waybill and o.rule = b.rule and not o.withdrawn
                     and (o.kept_at > o.due_at or o.kept_at is null and o.due_at < @now)
                     and (o.due_at, o.deadline collate "C") < (b.due_at, b.deadline collate "C")) then 0
               else t.fine
           end as fine,
           case @grouping
               when 'station' then b.station
               when 'branch' then n.branch
               when 'rule' then b.rule
               when 'account' then b.account
               when 'lane' then b.lane
               else tracking.period_key(@grouping, b.due_day)
           end as key
    from breaches b
    left join unnest(@penalty_rules::text[], @penalty_from_days::date[], @penalty_to_days::date[], @penalty_fines::numeric[],
                     @penalty_by_waybill::boolean[], @penalty_needs_complaint::boolean[])
              as t (rule, from_day, to_day, fine, by_waybill, needs_complaint)
           on t.rule = b.rule and b.due_day >= t.from_day and (t.to_day is null or b.due_day < t.to_day)
    left join unnest(@branch_stations::text[], @branches::text[]) as n (station, branch) on n.station = b.station
)
select grouping(key) = 1 as is_total, key, count(*) filter (where not withdrawn), count(distinct waybill) filter (where not withdrawn),
       count(*) filter (where withdrawn), coalesce(sum(fine) filter (where penalty is null), 0),
       coalesce(sum(penalty_amount) filter (where penalty = 'confirmed' and not withdrawn), 0),
       coalesce(sum(fine) filter (where penalty = 'waived'), 0)
from priced
group by grouping sets ((), (key))
order by is_total desc, key
