-- Counts by group; the row with a null key is the total. The report-back verdicts are those of the definition report-back-4h.
with judged as (
    select e.waybill,
           case $7
               when 'kind' then e.kind
               when 'cause' then coalesce(e.cause, '')
               when 'responsibleStation' then coalesce(e.responsible_station, '')
               when 'account' then e.account
               when 'lane' then e.lane
               else tracking.period_key($7, (e.raised_at at time zone $8)::date)
           end as key,
           tracking.report_back_verdict(e.raised_recorded_at, e.due_at, e.reported_back_at, $9) as verdict
    from tracking.exceptions e
    where ($1::text is null or e.account = $1)
      and {in scope e}
      and ($2::text is null or e.lane = $2)
      and ($3::text is null or e.kind = $3)
      and ($4::text is null or e.responsible_station = $4)
      and ($5::timestamptz is null or e.raised_at >= $5)
      and ($6::timestamptz is null or e.raised_at < $6)
)
select grouping(key) = 1 as is_total, key, count(*), count(distinct waybill),
       count(*) filter (where verdict = 'met'), count(*) filter (where verdict = 'missed'),
       count(*) filter (where verdict = 'open'), count(*) filter (where verdict = 'recordedTooLate')
from judged
group by grouping sets ((), (key))
order by is_total desc, key
