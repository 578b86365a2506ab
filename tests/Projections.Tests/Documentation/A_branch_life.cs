using static CdViz.Projections.Tests.Some;

namespace CdViz.Projections.Tests;

public class A_branch_life
{
    [Fact]
    public void is_gone_when_deleted() => new BranchLives().Spec()
        .Given(Event("main", 1, new BranchCreated { Repository = new("shop") }))
        .When(Event("main", 5, new BranchDeleted()))
        .Then(row => row with { Repository = "shop", CreatedAt = T(1), DeletedAt = T(5) });

    [Fact]
    public void is_there_when_made_again() => new BranchLives().Spec()
        .Given(Event("main", 5, new BranchDeleted()), Event("main", 9, new BranchCreated { Repository = new("shop") }))
        .When(Event("main", 1, new BranchCreated { Repository = new("shop") }))
        .Then(row => row with { CreatedAt = T(9), DeletedAt = null });
}
