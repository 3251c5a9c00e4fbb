"""The form that `sequela case new` prints: a case file with every key explained, to be filled in."""

from __future__ import annotations

TEMPLATE = """\
# A case for Sequela. Remove the "# " before a line to use it and put in what is known; leave out what is not.
# "unknown" says that something was asked and is not known. Nothing left out is ever taken for absent.
#
# Times: 2024-06-01, 2024-06, 2024, {days_ago: 3}, {weeks_ago: 3}, {months_ago: 3} or {years_ago: 3}.
# Levels: L4-L5, or L4-S1 for all between. Sides: left, right, both.
# `sequela evidence facts` lists what can be recorded. `sequela case check FILE` says what is wrong with the file, or
# what of it cannot be used and why.
schema: sequela.case/1

# The day all "ago" counts from; without it, the day of the assessment.
# as_of: 2024-06-01

# Age in years, or birth_date. No name is needed.
# patient: {age: 58, sex: female, language: en}

# primary_care, spine_clinic or pain_clinic
# setting: pain_clinic

# Every spine operation, the oldest first; "surgeries: none" if there was none.
#   relief: none, partial, complete, unknown, or {axial: partial, limb: complete}: what it did at first
#   pain_free_months: how long it then stayed well
#   implants: pedicle_screws, rods, cage, plate, disc_prosthesis, stimulator, ... or none
# surgeries:
#   - procedure: posterolateral_fusion
#     levels: [L4-L5]
#     approach: posterior
#     implants: [pedicle_screws]
#     when: {months_ago: 60}
#     aim: leg_pain
#     relief: partial
#     pain_free_months: 24
#     complications: none_known

# One to three pains, the main one first. Back and leg pain of one onset and side are one complaint.
#   distribution: axial_only, axial_more, equal, limb_more, limb_only
#   sites: low_back, buttock, groin, lateral_hip, anterior_thigh, thigh, leg, lower_leg, foot, sacrum,
#          neck, shoulder_blade, shoulder, arm, forearm, hand, occiput, ...
#   course: never_better, better_then_worse, new_different
#   like_before_surgery, new_injury: yes, no, unsure
# complaints:
#   - id: leg
#     region: lumbar
#     distribution: limb_more
#     sites: [buttock, lower_leg]
#     side: right
#     roots: [L5]
#     onset: {months_ago: 3}
#     course: better_then_worse
#     like_before_surgery: no
#     new_injury: no

# Anything observed, asked or measured: present, absent, unknown, a number, or a level of the finding.
#   trend: new, worse, stable, better        since: when it began
#   when: when it was observed               before_surgery: yes, if it is from before the last operation
#   by: who                                  source: patient, clinician, ehr, note
# facts:
#   - {finding: straight_leg_raise, value: present, side: right, when: {weeks_ago: 1}, by: clinician}
#   - {finding: motor_deficit, value: absent}
#   - {finding: mri_foraminal_stenosis, value: present, level: L5-S1, side: right, when: 2024-05}
#   - {finding: bladder_retention, value: absent, source: patient}
#   - {finding: pain_back, value: 4}
#   - {finding: pain_leg, value: 7}

# Questionnaires, from the clinic's own forms: the total, or the answers by item number (a list, or {number: answer}).
# A total is computed only if every item is answered. `sequela evidence` lists them under instrument.
# scores:
#   - {instrument: phq9, items: [2, 1, 2, 1, 0, 1, 1, 0, 0], when: {weeks_ago: 1}, by: patient}
#   - {instrument: odi, total: 44, when: {weeks_ago: 1}}

# What was tried. effect: none, partial, good, unknown; or not_tried, if asked and not done.
#   treatment: one treatment, or a kind: conservative, medicine, injection, neuromodulation, operation
#   adequate: yes if dose, time and technique were enough; no, unsure
#   times: sessions this entry stands for, 1 unless stated; percent: of the pain it took away; effect_weeks: how long
#   levels, side, region: where it was given         dose, unit, agent, route: what was given
#   when: the day it was done or begun; ended: the day it stopped
# treatments:
#   - {treatment: physical_therapy, weeks: 12, adequate: yes, effect: none, when: {months_ago: 2}}
#   - {treatment: acupuncture, effect: not_tried}
#   - treatment: epidural_steroid_transforaminal
#     levels: [L5-S1]
#     side: right
#     region: lumbar
#     times: 2
#     dose: 40
#     unit: mg
#     agent: particulate steroid
#     route: epidural
#     effect: partial
#     percent: 50
#     effect_weeks: 8
#     when: {months_ago: 5}

# Diagnostic blocks. result: a level of the block, such as negative, single_positive, dual_positive.
# Or the pain diary in its place, as a file beside this one (diary: first_block.csv): `sequela block FILE` reads it.
# blocks:
#   - {block: medial_branch_block, levels: [L4-L5], side: right, result: negative, when: {months_ago: 4}}

# Every medicine taken. For opioids dose, unit, how often and route matter; they are never advised, only read back.
#   per_day, or every_hours: 6       ranges: dose: [5, 10], per_day: [0, 4]      as_needed: yes
#   unit: mg, mcg, mg/day; a patch by its strength: mcg/h, with every_hours: 72 for how often it is changed
#   dose: 30/500 for a product with two drugs     current: no, if stopped     classes: [..] for a name not known here
# medicines:
#   - {name: gabapentin, dose: 300, unit: mg, per_day: 3, route: oral, since: 2023}
# allergies: [iodinated_contrast]   # none, if asked and there is none; also gadolinium, local_anaesthetic, latex ...

# When the patient was seen again; `sequela followup` counts what is new and what is due from there. Scores of several
# dates go into facts or scores, each with its when; nothing earlier is ever replaced.
# visits:
#   - {when: {weeks_ago: 6}, by: pain clinic, note: call after the injection}

# story: "It was good for two years, then the leg came back."
# goals: [walk the dog for 30 minutes]
# preferences: {injections: yes, implant: unsure, surgery: only_if_needed, time_off_weeks: 2}

# To release a page to the patient: read it with `sequela report FILE --for patient --draft`, then write here the hash
# that `sequela report FILE --for patient --release-hash` prints. Whatever changes afterwards asks for a new release.
# released: {by: Dr Example, at: 2024-06-01, assessment_sha256: HASH}
"""
