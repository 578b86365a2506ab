namespace CdViz.Adapters.Tests.Deployments;

public class A_roll_back
{
    private const string Found = "select ordinal, rollback, returns_to from cdviz.deployment where rollback is not null or returns_to is not null order by 1";
    private const string Digest = "sha256%3A0b31b1c02ff458ad9b7b81cbdf8f028bd54699fa151f221d1e8de6817db93427";

    [Theory]
    [InlineData("1 1", "")]
    [InlineData("1 2 3", "")]
    [InlineData("1 2 3 1", "4 inferred 1")]
    [InlineData("1 2 2 1", "4 inferred 1")]
    [InlineData("1 2 1 1", "3 inferred 1")]
    [InlineData("1 2 1 2", "3 inferred 1, 4 - 2")]
    [InlineData("1 2 3 2 3 4", "4 inferred 2, 5 - 3")]
    [InlineData("1 2 3 2 1", "4 inferred 2, 5 inferred 1")]
    public async Task is_found_where_an_older_version_comes_back(string versions, string expected)
    {
        await using var history = await History.CreateAsync();
        await history.DeployAsync([.. versions.Split(' ').Select(version => $"pkg:oci/cart?tag={version}")]);
        string.Join(", ", await history.RowsAsync(Found)).ShouldBe(expected);
    }

    [Fact]
    public async Task that_was_sent_is_told_apart()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(history.Deployed("a:1", 1), history.Upgraded("a:2", 2), history.RolledBack("a:1", 3), history.Upgraded("a:0", 4), history.RolledBack("a:2", 5));
        (await history.RowsAsync(Found)).ShouldBe(["3 sent 1", "5 sent 2"]);
    }

    [Fact]
    public async Task to_a_version_nobody_saw_before_makes_no_roll_back_of_the_way_forward_again()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(history.Upgraded("a:2", 1), history.RolledBack("a:1", 2), history.Upgraded("a:2", 3));
        (await history.RowsAsync(Found)).ShouldBe(["2 sent -", "3 - 1"]);
    }

    [Fact]
    public async Task is_found_although_the_version_was_removed_meanwhile()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(history.Deployed("a:1", 1), history.Upgraded("a:2", 2), history.Removed(3), history.Deployed("a:1", 4));
        (await history.RowsAsync(Found)).ShouldBe(["3 inferred 1"]);
    }

    [Fact]
    public async Task is_not_seen_in_another_spelling_of_the_same_artifact()
    {
        await using var history = await History.CreateAsync();
        await history.DeployAsync($"pkg:oci/cart@{Digest}?tag=1", $"pkg:OCI/cart@{Digest.Replace("%3A", ":", StringComparison.Ordinal)}", $"pkg:oci/cart@{Digest}?arch=arm64");
        (await history.RowsAsync(Found)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task is_found_by_tag_or_digest_once_an_event_has_told_that_they_are_one(bool late)
    {
        await using var history = await History.CreateAsync();
        var published = history.Published($"pkg:oci/cart@{Digest}?tag=1", 0);
        CDEvent[] deployments = [history.Deployed("pkg:oci/cart?tag=1", 1), history.Upgraded("pkg:oci/cart?tag=2", 2), history.Upgraded($"pkg:oci/cart@{Digest}", 3)];
        await history.SendAsync(late ? deployments : [published]);
        (await history.RowsAsync(Found)).ShouldBeEmpty();
        await history.SendAsync(late ? [published] : deployments);
        (await history.RowsAsync(Found)).ShouldBe(["3 inferred 1"]);
    }

    [Fact]
    public async Task is_judged_by_what_a_tag_named_at_the_time()
    {
        await using var history = await History.CreateAsync();
        var other = Digest.Replace("0b31", "ffff", StringComparison.Ordinal);
        await history.SendAsync(
            history.Published($"pkg:oci/cart@{Digest}?tag=latest", 0),
            history.Deployed("pkg:oci/cart?tag=latest", 1),
            history.Published($"pkg:oci/cart@{other}?tag=latest", 2),
            history.Upgraded("pkg:oci/cart?tag=latest", 3),
            history.Upgraded($"pkg:oci/cart@{Digest}", 4));
        (await history.RowsAsync(Found)).ShouldBe(["3 inferred 1"]);
    }

    [Fact]
    public async Task keeps_two_registries_apart()
    {
        await using var history = await History.CreateAsync();
        await history.DeployAsync("pkg:oci/cart?tag=1&repository_url=a.example", "pkg:oci/cart?tag=2&repository_url=a.example", "pkg:oci/cart?tag=1&repository_url=b.example");
        (await history.RowsAsync(Found)).ShouldBeEmpty();
    }
}
