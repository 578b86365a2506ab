using System.Text;

namespace CdViz.Domain.Tests;

public class A_JSON_array
{
    [Theory]
    [InlineData("[]", "")]
    [InlineData(" [ 1 , {\"a\": [2]} ,\"x\",[ ] ] ", "1|{\"a\": [2]}|\"x\"|[ ]")]
    [InlineData("\uFEFF[null]", "null")]
    public void is_cut_into_its_items(string json, string items)
    {
        JsonItems.TrySplit(Examples.Utf8(json), out var found, out var error).ShouldBeTrue();
        string.Join('|', found.Select(item => Encoding.UTF8.GetString(item.Span))).ShouldBe(items);
        error.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1")]
    [InlineData("[1 2]")]
    [InlineData("[] []")]
    [InlineData("[{\"a\":}]")]
    public void is_not_cut_when_it_is_none(string json)
    {
        JsonItems.TrySplit(Examples.Utf8(json), out var found, out var error).ShouldBeFalse();
        found.ShouldBeEmpty();
        error.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void is_not_cut_when_it_is_not_UTF_8() => JsonItems.TrySplit((byte[])[.. "[\""u8, 0xFF, .. "\"]"u8], out _, out _).ShouldBeFalse();

    [Theory]
    [InlineData(" \r\n\t[", true)]
    [InlineData("\uFEFF[", true)]
    [InlineData("{\"a\": []}", false)]
    [InlineData("", false)]
    public void is_known_by_its_beginning(string json, bool array) => JsonItems.IsArray(Examples.Utf8(json)).ShouldBe(array);

    [Fact]
    public void may_hold_items_as_deep_as_they_like()
    {
        JsonItems.TrySplit(Examples.Utf8($"[{new string('[', 1000)}{new string(']', 1000)}]"), out var found, out _).ShouldBeTrue();
        found.ShouldHaveSingleItem().Length.ShouldBe(2000);
    }
}
