select
from tracking.search
where waybill || ' ' || left(phone_reversed, 4) = $1
  and phone_reversed is not null
