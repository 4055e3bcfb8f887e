select l.row
from tracking.loading_lists l
where l.loading_list = any (@loading_lists) and {in scope l}
order by l.loading_list, l.waybill
