//! A page a file: each takes a view model of its own and callbacks, and knows neither store nor network.
