-- The waybills behind the rate.
select j.row
from (
    select r.*,
           tracking.on_time_verdict(
               r.cancelled, r.promised_at,
               case @clock when 'signed' then r.signed_at else r.arrived_at end, r.returned, r.excused, @basis, @now) as verdict
    from tracking.on_time r
    where (@account::text is null or r.account = @account)
      and {in scope r}
      and (@lane::text is null or r.lane = @lane)
      and (@promised_from::timestamptz is null or r.promised_at >= @promised_from)
      and (@promised_to::timestamptz is null or r.promised_at < @promised_to)
      and (@after_waybill::text is null or r.waybill > @after_waybill)
      and (@station::text is null or r.destination = @station)
      and (@branch_stations::text[] is null or r.destination = any (@branch_stations))
) j
where @verdict::text is null or j.verdict = @verdict
order by j.waybill
limit @limit
