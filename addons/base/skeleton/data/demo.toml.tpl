[[$record]]
title = "The first one"
is_done = true
result = "All went well."

[[$record]]
title = "The second one"
is_done = false
