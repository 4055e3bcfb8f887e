select
from tracking.search
where waybill || ' ' || left(phone_hashes, 8) = @number_and_phone
  and phone_hashes is not null
