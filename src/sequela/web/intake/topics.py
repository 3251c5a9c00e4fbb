"""The danger questions in the order in which a patient meets them, related ones on one page.

Only the order and the headings stand here. What is asked, and whether, follows from the red flags of the knowledge; a
question that no topic names comes on a last page, so that none is lost.
"""

from __future__ import annotations

from sequela.records import frozen

from .page import Words

DANGER_WHY: Words = "These can be signs that need help fast."


@frozen
class Topic:
    """Questions that belong together, and what to say of them."""

    id: str
    title: Words
    findings: tuple[str, ...]
    why: Words = DANGER_WHY
    lead: Words = ""


TOPICS: tuple[Topic, ...] = (
    Topic(
        id="bladder",
        title="Bladder, bowel and feeling",
        findings=(
            "bladder_retention",
            "urinary_incontinence_new",
            "bowel_incontinence_new",
            "saddle_numbness",
            "sexual_dysfunction_new",
        ),
    ),
    Topic(
        id="strength",
        title="Strength and walking",
        findings=(
            "bilateral_leg_weakness",
            "progressive_weakness",
            "foot_drop",
            "gait_disturbance",
            "hand_clumsiness",
            "bilateral_leg_pain",
        ),
    ),
    Topic(
        id="chest",
        title="Chest, belly and legs",
        findings=(
            "chest_pain",
            "exertional_chest_pain",
            "breathlessness",
            "coughing_blood",
            "sweating_or_collapse",
            "tearing_pain",
            "abdominal_pain",
            "vomiting_or_jaundice",
            "blood_in_urine_or_burning",
            "pulsatile_abdominal_mass",
            "cold_or_pale_leg",
            "calf_swelling",
        ),
    ),
    Topic(
        id="infection",
        title="Fever and wound",
        findings=(
            "fever",
            "rigors",
            "feeling_very_ill",
            "night_sweats",
            "recent_infection",
            "wound_discharge",
            "wound_redness_swelling",
            "clear_fluid_leak",
        ),
    ),
    Topic(
        id="head",
        title="Head and neck",
        findings=(
            "severe_headache_new",
            "postural_headache",
            "facial_droop_or_speech",
            "one_sided_neck_pain_new",
            "drooping_eyelid",
            "neck_stiffness",
            "photophobia",
            "confusion",
            "breathing_difficulty",
            "neck_swelling",
            "swallowing_difficulty",
        ),
    ),
    Topic(
        id="pain",
        title="Changes in your pain",
        findings=(
            "severe_pain_new",
            "pain_increasing",
            "night_pain",
            "rest_pain",
            "trauma",
            "new_injury",
            "cancer_history",
            "spinal_injection",
        ),
    ),
    Topic(
        id="device",
        title="Your pump or stimulator",
        findings=("device_alarm_or_stopped", "withdrawal_symptoms", "device_site_redness"),
    ),
    Topic(
        id="medicines",
        title="Strong medicines",
        findings=("opioid_use", "drowsiness_or_slow_breathing", "sedative_use"),
    ),
    Topic(
        id="despair",
        title="When pain gets too much",
        findings=("suicidal_thoughts", "suicide_plan"),
        why="Pain that lasts can bring people there. Help can start today.",
        lead="We ask everybody. It helps us to help.",
    ),
)
OTHER = Topic(id="other", title="Other signs", findings=())
SELF_HARM = frozenset({"suicidal_thoughts", "suicide_plan"})
