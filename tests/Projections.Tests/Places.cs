using static CdViz.Projections.Tests.Some;

namespace CdViz.Projections.Tests;

public class An_environment
{
    [Fact]
    public void is_one_whichever_tool_reports_it() => new Environments().Spec()
        .Given(Event("prod", 1, new EnvironmentCreated { Name = "Production", Uri = "https://shop" }, source: "cloud"))
        .When(Event("prod", 5, new EnvironmentModified { Name = "Production 2" }, source: "terraform"), Event("prod", 9, new EnvironmentDeleted(), source: "cloud"))
        .Then(row => row with { Name = "Production 2", Url = "https://shop", Source = "cloud", CreatedAt = T(1), ModifiedAt = T(5), DeletedAt = T(9) });
}

public class A_repository
{
    [Fact]
    public void is_there_again_when_made_again() => new Repositories().Spec()
        .Given(Event("shop", 1, new RepositoryCreated { Name = "shop", Owner = "acme", Uri = "git", ViewUrl = "view" }), Event("shop", 2, new RepositoryDeleted()))
        .When(Event("shop", 3, new RepositoryCreated { Name = "store" }), Event("shop", 4, new RepositoryModified { Owner = "fennel" }))
        .Then(row => row with
        {
            Name = "store",
            Owner = "fennel",
            Url = "git",
            ViewUrl = "view",
            CreatedAt = T(3),
            ModifiedAt = T(4),
            DeletedAt = null,
        });
}

public class A_branch_of_a_repository
{
    [Fact]
    public void is_gone_when_deleted() => new RepositoryBranches().Spec()
        .Given(Event("main", 1, new BranchCreated { Repository = new("shop") }))
        .When(Event("main", 2, new BranchDeleted { Repository = new("shop") }, chain: "c"))
        .Then(row => row with { Repository = "shop", CreatedAt = T(1), DeletedAt = T(2), ChainId = "c" });

    [Fact]
    public void is_apart_from_that_of_another_repository() => new RepositoryBranches().Key(Event("main", 1, new BranchCreated { Repository = new("shop") }))
        .ShouldNotBe(new RepositoryBranches().Key(Event("main", 1, new BranchCreated { Repository = new("cart") })));
}

public class An_approval
{
    [Fact]
    public void is_asked_for_answered_and_closed() => new Approvals().Spec()
        .Given(Event("a-1", 1, new ApprovalCreated { Requestor = "ada", ApprovalDetailsUrl = "d", ResourceTargetUrl = "r" }))
        .When(
            Event("a-1", 2, new ApprovalUpdated { Responder = "bela", Decision = "escalated" }),
            Event("a-1", 3, new ApprovalClosed { Responder = "chidi", Decision = "approved", Status = "approved" }))
        .Then(row => row with
        {
            DetailsUrl = "d",
            ResourceUrl = "r",
            Requestor = "ada",
            Responder = "chidi",
            Decision = "approved",
            Status = "approved",
            CreatedAt = T(1),
            UpdatedAt = T(2),
            ClosedAt = T(3),
        });
}
