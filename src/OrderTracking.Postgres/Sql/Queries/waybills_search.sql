-- By the beginning of the number, of the customer's order number or of the consignee's name, or by the end of the phone.
select r.row
from tracking.search s
join tracking.waybills r on r.waybill = s.waybill
where s.waybill in (
        select waybill from tracking.search where waybill like $9 || '%'
        union all
        select waybill from tracking.search where order_number like $10 || '%' and order_number is not null
        union all
        select waybill from tracking.search where consignee like $11 || '%' and consignee is not null
        union all
        select waybill from tracking.search where phone_reversed like $12 || '%' and phone_reversed is not null)
  and ($1::text is null or s.account = $1)
  and {in scope s}
  and ($2::text is null or r.status = $2)
  and ($3::text is null or s.lane = $3)
  and ($4::timestamptz is null or s.received_at >= $4)
  and ($5::timestamptz is null or s.received_at < $5)
  and ($6::timestamptz is null or (s.received_at, s.waybill) < ($6, $7))
order by s.received_at desc, s.waybill desc
limit $8
