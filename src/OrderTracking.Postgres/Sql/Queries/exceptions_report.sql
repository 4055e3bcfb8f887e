-- Counts by group; the row with a null key is the total. The report-back verdicts are those of the definition report-back-4h.
with judged as (
    select e.waybill,
           case @grouping
               when 'kind' then e.kind
               when 'cause' then coalesce(e.cause, '')
               when 'responsibleStation' then coalesce(e.responsible_station, '')
               when 'branch' then n.branch
               when 'account' then e.account
               when 'lane' then e.lane
               else tracking.period_key(@grouping, (e.raised_at at time zone @zone)::date)
           end as key,
           tracking.report_back_verdict(e.raised_recorded_at, e.due_at, e.reported_back_at, @now) as verdict
    from tracking.exceptions e
    left join unnest(@branch_stations::text[], @branches::text[]) as n (station, branch) on n.station = e.responsible_station
    where (@account::text is null or e.account = @account)
      and {in scope e}
      and (@lane::text is null or e.lane = @lane)
      and (@kind::text is null or e.kind = @kind)
      and (@cause::text is null or e.cause = @cause)
      and (@responsible_station::text is null or e.responsible_station = @responsible_station)
      and (@raised_from::timestamptz is null or e.raised_at >= @raised_from)
      and (@raised_to::timestamptz is null or e.raised_at < @raised_to)
)
select grouping(key) = 1 as is_total, key, count(*), count(distinct waybill),
       count(*) filter (where verdict = 'met'), count(*) filter (where verdict = 'missed'),
       count(*) filter (where verdict = 'open'), count(*) filter (where verdict = 'recordedTooLate')
from judged
group by grouping sets ((), (key))
order by is_total desc, key
