"""Published shares of people helped by a treatment, predicted without the study that found them."""
