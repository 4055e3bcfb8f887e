-- By the beginning of the number, of the customer's order number or of the consignee's name, or by the end of the phone. Of persons
-- that the caller is shown masked nothing is found: they could be guessed letter by letter.
select r.row || s.row
from tracking.search s
join tracking.waybills r on r.waybill = s.waybill
where s.waybill in (
        select waybill from tracking.search where waybill like @number || '%'
        union all
        select waybill from tracking.search where order_number like @order_number || '%' and order_number is not null
        union all
        select c.waybill from tracking.search c where c.name_hashes like @name_hashes || '%' and c.name_hashes is not null and {in full c}
        union all
        select p.waybill from tracking.search p
        where p.phone_hashes like @phone_hashes || '%' and p.phone_hashes is not null and {in full p})
  and (@account::text is null or s.account = @account)
  and {in scope s}
  and (@status::text is null or r.status = @status)
  and (@lane::text is null or s.lane = @lane)
  and (@received_from::timestamptz is null or s.received_at >= @received_from)
  and (@received_to::timestamptz is null or s.received_at < @received_to)
  and (@after_received_at::timestamptz is null or (s.received_at, s.waybill) < (@after_received_at, @after_waybill))
order by s.received_at desc, s.waybill desc
limit @limit
