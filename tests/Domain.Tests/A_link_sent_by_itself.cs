namespace CdViz.Domain.Tests;

public class A_link_sent_by_itself
{
    [Theory]
    [InlineData("""{"chainId": "c", "linkType": "START", "timestamp": "2026-03-02T09:00:00Z", "start": {"contextId": "1"}}""")]
    [InlineData("""{"chainId": "c", "linkType": "PATH", "timestamp": "2026-03-02T09:00:00Z", "from": {"contextId": "1"}, "to": {"contextId": "2", "more": 1}, "tags": {"a": "b"}}""")]
    [InlineData("""{"chainId": "c", "linkType": "END", "timestamp": "2026-03-02T09:00:00Z", "from": {"contextId": "1"}, "end": {"contextId": "2"}}""")]
    [InlineData("""{"chainId": "c", "linkType": "RELATION", "timestamp": "2026-03-02T09:00:00Z", "source": {"contextId": "1"}, "target": {"contextId": "2"}}""")]
    [InlineData("""{"chain_id": "c", "link_type": "START", "timestamp": "2026-03-02T09:00:00Z", "start": {"context_id": "1"}}""")]
    public void is_good(string json)
    {
        var verdict = LinkCheck.Check(Examples.Utf8(json));
        verdict.Errors.ShouldBeEmpty();
        verdict.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"chainId": "c", "timestamp": "2026-03-02T09:00:00Z"}""", "/linkType linktype.required")]
    [InlineData("""{"chainId": "c", "linkType": "LOOP", "timestamp": "2026-03-02T09:00:00Z"}""", "/linkType linktype.enum")]
    [InlineData("""{"chainId": "", "linkType": "START", "timestamp": "now", "start": {}, "x": 1}""",
        "/chainId chainid.empty, /timestamp timestamp.format, /x event.unknown, /start/contextId start.contextid.required")]
    [InlineData("""{"chainId": "c", "linkType": "END", "timestamp": "2026-03-02T09:00:00Z", "end": {"contextId": "2"}}""", "/from from.required")]
    [InlineData("[]", " event.object")]
    [InlineData("{", " json")]
    public void is_told_all_that_is_wrong(string json, string told) =>
        LinkCheck.Check(Examples.Utf8(json)).Errors.Select(error => $"{error.Pointer} {error.Rule}").ShouldBe(told.Split(", "), ignoreOrder: true);

    [Fact]
    public void is_UTF_8() =>
        LinkCheck.Check((byte[])[(byte)'{', 0xff, (byte)'}']).Errors.ShouldHaveSingleItem().ShouldSatisfyAllConditions(e => e.Rule.ShouldBe("json"), e => e.Message.ShouldBe("It is not valid UTF-8."));

    [Fact]
    public void should_have_tags_that_are_strings() =>
        LinkCheck.Check("""{"chainId": "c", "linkType": "START", "timestamp": "2026-03-02T09:00:00Z", "start": {"contextId": "1"}, "tags": {"n": 1}}"""u8.ToArray())
            .Warnings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(w => w.Pointer.ShouldBe("/tags/n"), w => w.Rule.ShouldBe("tags.string"));
}
