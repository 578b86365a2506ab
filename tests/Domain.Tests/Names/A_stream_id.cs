namespace CdViz.Domain.Tests.Names;

public class A_stream_id
{
    [Fact]
    public void reads_type_source_id() => new StreamId("service", "https://x.example", "shop").ToString().ShouldBe("service|https://x.example|shop");

    [Theory]
    [InlineData("service", "https://x.example", "shop")]
    [InlineData("service", "", "a|b|c")]
    [InlineData("mytool-thing", "é", "ö|")]
    public void can_be_read_back(string type, string source, string id)
    {
        var stream = new StreamId(type, source, id);
        StreamId.Parse(stream.ToString()).ShouldBe(stream);
    }

    [Fact]
    public void keeps_a_bar_in_the_source_apart_from_its_own() =>
        StreamId.Parse(new StreamId("service", "a|b", "c").ToString()).ShouldBe(new StreamId("service", "a%7Cb", "c"));

    [Theory]
    [InlineData("a|b", "ö|")]
    [InlineData("é||", "🚀")]
    public void knows_its_length_in_bytes(string source, string id)
    {
        var stream = new StreamId("service", source, id);
        stream.Utf8Length.ShouldBe(System.Text.Encoding.UTF8.GetByteCount(stream.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("service|x")]
    public void of_fewer_parts_is_none(string text) => Should.Throw<FormatException>(() => StreamId.Parse(text));
}
