select
from tracking.search
where waybill || ' ' || left(phone_reversed, 4) = @number_and_phone
  and phone_reversed is not null
