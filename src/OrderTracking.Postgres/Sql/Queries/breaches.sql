-- Closed breaches (late or withdrawn), and open ones whose time is over: each part by its own index.
select b.row
from (
    (select d.due_at, d.waybill, d.deadline, d.row
     from tracking.deadlines d
     where (d.kept_at > d.due_at or d.withdrawn)
       and ($1::text is null or d.rule = $1)
       and ($2::text[] is null or d.account = any ($2))
       and {in scope d}
       and ($3::text is null or d.lane = $3)
       and ($4::text is null or d.station = $4)
       and ($5::timestamptz is null or d.due_at >= $5)
       and ($6::timestamptz is null or d.due_at < $6)
       and ($7::text is null or d.waybill = $7)
       and ($8::timestamptz is null or (d.due_at, d.waybill, d.deadline) > ($8, $9, $10))
     order by d.due_at, d.waybill, d.deadline
     limit $12)
    union all
    (select d.due_at, d.waybill, d.deadline, d.row
     from tracking.deadlines d
     where d.kept_at is null and not d.withdrawn and d.due_at < $11
       and ($1::text is null or d.rule = $1)
       and ($2::text[] is null or d.account = any ($2))
       and {in scope d}
       and ($3::text is null or d.lane = $3)
       and ($4::text is null or d.station = $4)
       and ($5::timestamptz is null or d.due_at >= $5)
       and ($6::timestamptz is null or d.due_at < $6)
       and ($7::text is null or d.waybill = $7)
       and ($8::timestamptz is null or (d.due_at, d.waybill, d.deadline) > ($8, $9, $10))
     order by d.due_at, d.waybill, d.deadline
     limit $12)
) b
order by b.due_at, b.waybill, b.deadline
limit $12
