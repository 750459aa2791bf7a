//! Which drawing stands for which kind of activity.

use crate::parts::Icon;

/// A ward's own kinds have the heart.
pub fn kind_icon(key: &str) -> Icon {
    match key {
        "aisatsu" => Icon::Greeting,
        "salon" | "ninchisho_cafe" => Icon::Cup,
        "ibasho" => Icon::House,
        "oyako" => Icon::Child,
        "kodomo_shokudo" | "kaishoku" => Icon::Bowl,
        "taiso" | "service_b" => Icon::Exercise,
        "mimamori" => Icon::Watch,
        "seikatsu_shien" => Icon::HelpingHand,
        "koryu" => Icon::Festival,
        "seiso" => Icon::Broom,
        "koza" => Icon::Lesson,
        "kaigi" => Icon::Meeting,
        "shuchi" => Icon::Paper,
        "homon" | "sodan" => Icon::Telephone,
        _ => Icon::Heart,
    }
}
