/// The version of the tool; the only place that names it.
let toolVersion = "0.1.0"
