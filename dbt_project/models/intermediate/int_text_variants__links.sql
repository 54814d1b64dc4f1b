-- One row per two text_variants that are one job. Candidates come from MinHash with banding, so that not every two are
-- compared; what is compared is the exact Jaccard similarity of their runs of three words. What stands in the texts of
-- most of a company's roles is its boilerplate and no likeness, as long as a paragraph remains without it.
{% set bins_per_band, min_agreement, min_paragraph = 4, 0.5, 40 %}
{% set least_of_bins = [] %}
{% for bin in range(bins_per_band) %}
    {% do least_of_bins.append("max(case when bin % " ~ bins_per_band ~ " = " ~ bin ~ " then least_shingle end)") %}
{% endfor %}
{% set alike, alike_with_title, boilerplate_share, sampled_roles = 0.9, 0.75, 0.6, 20 %}
with

-- Everything but the runs of words themselves, which are read again for the few that are compared.
text_variants as (

    select
        text_variant_number,
        text_variant_id,
        company_base_name,
        title_marks,
        title_words,
        role_name,
        signature
    from {{ ref('int_text_variants__texts') }}

),

-- A bucket is a hash on purpose: two texts that fall into one by chance are compared, and turn out to differ.
bands as (

    select
        text_variant_number,
        cast(floor(bin / {{ bins_per_band }}) as integer) as band,
        {{ number_hash(least_of_bins) }} as bucket
    from (
        select
            text_variant_number,
            unnest(signature) as least_shingle,
            cast(least_shingle % {{ bin_count() }} as integer) as bin
        from text_variants
    ) as minima
    group by text_variant_number, floor(bin / {{ bins_per_band }})

),

-- Each is compared with the three before it in its bucket and the first: comparisons grow as texts do, not as their
-- square.
candidates as (

    select distinct
        earlier_number,
        text_variant_number
    from (
        select
            bands.text_variant_number,
            unnest([
                first_value(bands.text_variant_number) over bucket_mates,
                lag(bands.text_variant_number, 1) over bucket_mates,
                lag(bands.text_variant_number, 2) over bucket_mates,
                lag(bands.text_variant_number, 3) over bucket_mates
            ]) as earlier_number
        from bands
        inner join text_variants on bands.text_variant_number = text_variants.text_variant_number
        window bucket_mates as (
            partition by bands.band, bands.bucket, text_variants.title_marks
            order by text_variants.company_base_name, bands.text_variant_number
        )
    ) as neighbours
    where earlier_number <> text_variant_number

),

pairs as (

    select
        candidates.earlier_number,
        candidates.text_variant_number,
        earlier.company_base_name,
        coalesce(earlier.company_base_name = later.company_base_name, false) as is_same_company,
        earlier.title_words = later.title_words as is_same_title
    from candidates
    inner join text_variants as earlier on candidates.earlier_number = earlier.text_variant_number
    inner join text_variants as later on candidates.text_variant_number = later.text_variant_number
    where
        (earlier.company_base_name = later.company_base_name or earlier.title_words = later.title_words)
        and len(list_intersect(earlier.signature, later.signature))
        >= {{ min_agreement }} * len(earlier.signature)

),

-- Boilerplate is looked for only where texts of a company may be similar, in one text of each of its first roles.
role_texts as (

    select
        company_base_name,
        text_variant_number,
        count(*) over (partition by company_base_name) as role_count
    from (
        select
            text_variants.company_base_name,
            min(text_variants.text_variant_number) as text_variant_number,
            row_number() over (
                partition by text_variants.company_base_name
                order by min(text_variants.text_variant_number)
            ) as role_rank
        from text_variants
        where
            text_variants.company_base_name in (
                select pairs.company_base_name from pairs
                where pairs.is_same_company
            )
        group by text_variants.company_base_name, text_variants.role_name
    ) as roles
    where role_rank <= {{ sampled_roles }}

),

repeated as (

    select
        company_base_name,
        shingle
    from (
        select
            role_texts.company_base_name,
            role_texts.role_count,
            unnest(texts.shingles) as shingle
        from role_texts
        inner join {{ ref('int_text_variants__texts') }} as texts
            on role_texts.text_variant_number = texts.text_variant_number
        where role_texts.role_count >= 3
    ) as shingled
    group by company_base_name, role_count, shingle
    having count(*) >= greatest(3, {{ boilerplate_share }} * role_count)

),

boilerplate as (

    select
        company_base_name,
        list(shingle) as shingles
    from repeated
    group by company_base_name

),

counted as (

    select
        earlier.text_variant_id as earlier_text_variant_id,
        later.text_variant_id,
        pairs.is_same_company,
        pairs.is_same_title,
        len(earlier.shingles) as earlier_count,
        len(later.shingles) as later_count,
        len(list_intersect(earlier.shingles, later.shingles)) as shared_count,
        coalesce(len(list_intersect(earlier.shingles, boilerplate.shingles)), 0) as earlier_boilerplate_count,
        coalesce(len(list_intersect(later.shingles, boilerplate.shingles)), 0) as later_boilerplate_count,
        coalesce(len(list_intersect(list_intersect(earlier.shingles, later.shingles), boilerplate.shingles)), 0)
            as shared_boilerplate_count
    from pairs
    inner join {{ ref('int_text_variants__texts') }} as earlier on pairs.earlier_number = earlier.text_variant_number
    inner join {{ ref('int_text_variants__texts') }} as later on pairs.text_variant_number = later.text_variant_number
    left join boilerplate
        on pairs.is_same_company and pairs.company_base_name = boilerplate.company_base_name

),

measured as (

    select
        earlier_text_variant_id,
        text_variant_id,
        is_same_company,
        is_same_title,
        case
            when
                least(earlier_count - earlier_boilerplate_count, later_count - later_boilerplate_count)
                >= {{ min_paragraph }}
                then (shared_count - shared_boilerplate_count) * 1.0 / (
                    earlier_count - earlier_boilerplate_count
                    + later_count - later_boilerplate_count
                    - (shared_count - shared_boilerplate_count)
                )
            else shared_count * 1.0 / (earlier_count + later_count - shared_count)
        end as likeness
    from counted

)

select
    earlier_text_variant_id,
    text_variant_id,
    case when is_same_company then 'near_text' else 'other_company' end as link_kind,
    cast(likeness as double) as likeness
from measured
where
    likeness >= {{ alike }}
    or (is_same_company and is_same_title and likeness >= {{ alike_with_title }})
