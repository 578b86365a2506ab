using static CdViz.Projections.Tests.Some;

namespace CdViz.Projections.Tests;

public class A_change
{
    private static readonly Changes Changes = new();

    [Fact]
    public void goes_from_proposal_to_merge() => Changes.Spec()
        .Given(
            Event("7", 1, new ChangeCreated { Description = "Faster", Repository = new("shop") }),
            Event("7", 2, new ChangeUpdated()), Event("7", 3, new ChangeReviewed()), Event("7", 5, new ChangeReviewed()))
        .When(Event("7", 9, new ChangeMerged()))
        .Then(row => row with
        {
            Repository = "shop",
            Description = "Faster",
            State = "merged",
            CreatedAt = T(1),
            UpdatedAt = T(2),
            FirstReviewedAt = T(3),
            ReviewedAt = T(5),
            Reviews = 2,
            MergedAt = T(9),
            AbandonedAt = null,
        });

    [Fact]
    public void is_abandoned_until_it_is_proposed_again() => Changes.Spec()
        .Given(Event("7", 1, new ChangeCreated()), Event("7", 2, new ChangeAbandoned()))
        .Then(row => row with { State = "abandoned", AbandonedAt = T(2) })
        .When(Event("7", 3, new ChangeCreated()))
        .Then(row => row with { State = "open", CreatedAt = T(1), AbandonedAt = null });

    [Fact]
    public void stays_merged_when_its_branch_is_closed_after() => Changes.Spec()
        .Given(Event("7", 1, new ChangeMerged()))
        .When(Event("7", 2, new ChangeAbandoned()))
        .Then(row => row with { State = "merged", CreatedAt = null, MergedAt = T(1), AbandonedAt = null });
}
