-- One row per version: what its mentions state about level, work mode, pay, experience, degree and flags.
-- Of several mentions of a kind the first in rank decides; all of them stay in the mentions.
with

mentions as (

    select
        mentions.*,
        levels.decision_rank
    from {{ ref('stg_ingest__mentions') }} as mentions
    left join {{ ref('stg_seeds__levels') }} as levels
        on mentions.kind = 'level' and mentions.canonical_id = levels.level
    where
        mentions.kind not in ('skill', 'role_signal', 'use_case', 'domain', 'fine_tuning_use', 'fine_tuning_depth')
        and mentions.strength not in ('negated', 'boilerplate')
        -- Everyone's company has customers, managers, research and years behind it; flags and years are about the job.
        and (mentions.kind not in ('flag', 'years_experience') or {{ is_about_the_work('mentions.section') }})

),

ranked as (

    select
        *,
        row_number() over (
            partition by version_id, kind
            order by
                -- Of work modes first the title's, then one that describes the job itself, then one that describes
                -- this company's people, and last one in a hashtag, a benefit or a note at the end.
                case
                    when kind = 'work_mode' and section = 'title' then 1
                    when kind = 'work_mode' and (context_rule_id = 'mode_of_role' or rule_id = 'days:at_a_place') then 2
                    when kind = 'work_mode' and context_rule_id = 'mode_tag' then 4
                    when kind = 'work_mode' and not {{ is_about_the_work('section') }} then 4
                    when kind = 'work_mode' then 3
                    when kind = 'years_experience' and strength = 'preferred' then 2
                    when kind = 'level' and section <> 'title' then 2
                    else 1
                end,
                case
                    when kind = 'level' then decision_rank
                    -- Where both are on offer, or a part of the people may work remotely, remote work is possible.
                    when kind = 'work_mode' and context_rule_id = 'mode_choice' then 1
                    when kind = 'work_mode' and context_rule_id = 'mode_of_role' and canonical_id = 'remote' then 2
                    when kind = 'work_mode' and canonical_id = 'hybrid' then 3
                    when kind = 'work_mode' and canonical_id = 'remote' then 4
                    when kind = 'work_mode' then 5
                    when kind = 'degree' and canonical_id = 'bachelor' then 1
                    when kind = 'degree' and canonical_id = 'master' then 2
                    when kind = 'degree' then 3
                    -- Of alternatives by degree the least is required, whatever other numbers of years are stated.
                    when kind = 'years_experience' and rule_id = 'years:by_degree' then value_min - 100
                    when kind = 'years_experience' then -value_min
                    when kind = 'visa' and canonical_id = 'sponsorship_not_offered' then 1
                    when kind = 'visa' and canonical_id = 'sponsorship_offered' then 2
                    when kind = 'visa' then 3
                    when kind = 'clearance' and strength = 'preferred' then 2
                    when kind = 'clearance' then 1
                end nulls last,
                start_offset,
                end_offset,
                canonical_id
        ) as mention_rank
    from mentions

)

select
    version_id,
    max(case when kind = 'level' and mention_rank = 1 then canonical_id end) as level,
    max(case when kind = 'work_mode' and mention_rank = 1 then canonical_id end) as work_mode,
    max(case when kind = 'employment_type' and mention_rank = 1 then canonical_id end) as employment_type,
    max(case when kind = 'degree' and mention_rank = 1 then canonical_id end) as degree,
    max(case when kind = 'years_experience' and mention_rank = 1 then value_min end) as years_experience,
    max(case when kind = 'company_stage' and mention_rank = 1 then canonical_id end) as company_stage,
    max(case when kind = 'company_size' and mention_rank = 1 then value_min end) as company_size,
    max(
        case
            when kind = 'visa' and mention_rank = 1 and canonical_id = 'sponsorship_offered' then 'offered'
            when kind = 'visa' and mention_rank = 1 and canonical_id = 'sponsorship_not_offered' then 'not_offered'
        end
    ) as visa_sponsorship,
    max(
        case
            when kind = 'clearance' and mention_rank = 1 and strength = 'preferred' then 'preferred'
            when kind = 'clearance' and mention_rank = 1 then 'required'
        end
    ) as clearance,
    max(case when kind = 'pay' and mention_rank = 1 then value_min end) as salary_min,
    max(case when kind = 'pay' and mention_rank = 1 then value_max end) as salary_max,
    max(case when kind = 'pay' and mention_rank = 1 then value_currency end) as salary_currency,
    max(case when kind = 'pay' and mention_rank = 1 then value_unit end) as salary_period,
    coalesce(bool_or(kind = 'flag' and canonical_id = 'is_customer_facing'), false) as is_customer_facing,
    coalesce(bool_or(kind = 'flag' and canonical_id = 'is_management'), false) as is_management,
    coalesce(bool_or(kind = 'flag' and canonical_id = 'is_research'), false) as is_research
from ranked
group by version_id
