"""Case files for the report: one that states nearly everything, one that states nothing, one that means harm."""

FULL = """\
schema: sequela.case/1
as_of: 2024-06-01
patient: {age: 58, sex: female, language: en}
setting: pain_clinic
surgeries:
  - {procedure: microdiscectomy, levels: [L4-L5], side: right, when: 2015, relief: complete, pain_free_months: 30}
  - {procedure: posterolateral_fusion, levels: [L4-L5], side: both, approach: posterior, implants: [pedicle_screws],
     when: {months_ago: 60}, aim: leg_pain, relief: partial, pain_free_months: 24}
complaints:
  - {id: leg, region: lumbar, distribution: limb_more, sites: [buttock, thigh, lower_leg], side: right, roots: [L5],
     onset: {months_ago: 30}, course: better_then_worse, like_before_surgery: no, new_injury: no}
  - {id: back, region: lumbar, distribution: axial_only, sites: [low_back, {site: groin, side: left}, tailbone],
     onset: 2023-02, course: new_different}
facts:
  - {finding: straight_leg_raise, value: present, side: right, when: {months_ago: 1}, by: clinician}
  - {finding: mri_foraminal_stenosis, value: present, level: L5-S1, side: right, when: 2024-05}
  - {finding: mri_foraminal_stenosis, value: absent, level: L3-L4, side: left, when: 2024-05}
  - {finding: motor_deficit, value: present, side: right, since: {weeks_ago: 3}, trend: worse}
  - {finding: sitting_worse, value: present}
  - {finding: fever, value: absent}
  - {finding: bladder_retention, value: absent, source: patient}
  - {finding: saddle_numbness, value: unknown}
treatments:
  - {treatment: physical_therapy, weeks: 12, adequate: yes, effect: none, when: {months_ago: 2}}
  - {treatment: epidural_steroid_transforaminal, effect: partial, when: 2023}
  - {treatment: opioid, effect: partial}
blocks:
  - {block: medial_branch_block, levels: [L4-L5], side: right, result: single_positive, when: {months_ago: 4}}
medicines: [{name: gabapentin, dose: 300, unit: mg, per_day: 3, since: 2023}, {name: tramadol, current: yes}]
story: "It was good for two years, then the leg came back."
goals: [walk the dog for 30 minutes]
preferences: {injections: yes, surgery: only_if_needed, time_off_weeks: 2}
"""

EMPTY = "schema: sequela.case/1\nas_of: 2024-06-01\n"

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>\\\"'{{ 7 * 7 }}{% raw %}</style><!--"
HOSTILE = f"""\
schema: sequela.case/1
as_of: 2024-06-01
patient: {{age: 50, language: "en\\" onload=alert(3)"}}
surgeries:
  - {{procedure: microdiscectomy, levels: [L4-L5], when: {{months_ago: 24}}, note: "{MARKUP}"}}
complaints:
  - {{id: "{MARKUP}", region: lumbar, sites: [leg], side: left}}
facts:
  - {{finding: straight_leg_raise, value: present, side: left, note: "{MARKUP}", by: "{MARKUP}"}}
medicines: [{{name: "{MARKUP}", classes: [other], since: 2023}}]
treatments: [{{treatment: physical_therapy, effect: none, note: "{MARKUP}"}}]
not_understood: [{{text: "{MARKUP}", at: "{MARKUP}"}}]
story: "{MARKUP}\\n\\n\\u202ereversed\\u0007 {"x" * 400}"
goals: ["{MARKUP}", "javascript:alert(4)"]
preferences: {{surgery: only_if_needed}}
"""
"""Every free text of a case file tries to become markup, a template, or a turn of the writing direction."""
