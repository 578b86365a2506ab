using System.Net;

namespace CdViz.Adapters.Tests.Subscribing;

public sealed class Addresses_of_subscriptions
{
    [Theory]
    [InlineData("169.254.169.254"), InlineData("::ffff:169.254.169.254"), InlineData("64:ff9b::a9fe:a9fe"), InlineData("::a9fe:a9fe"), InlineData("fe80::1"), InlineData("fd00:ec2::254")]
    [InlineData("100.100.100.200"), InlineData("168.63.129.16"), InlineData("192.0.0.192")]
    public void that_clouds_keep_credentials_at_are_not_allowed_unless_that_is_set(string address)
    {
        new OutgoingGuard(new()).Allows(IPAddress.Parse(address)).ShouldBeFalse();
        new OutgoingGuard(new() { LinkLocal = true }).Allows(IPAddress.Parse(address)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("127.0.0.1"), InlineData("::1"), InlineData("0.0.0.0"), InlineData("::"), InlineData("10.1.2.3"), InlineData("172.31.0.1"), InlineData("192.168.1.1"), InlineData("100.64.0.1")]
    [InlineData("fd12::1"), InlineData("::ffff:10.0.0.1"), InlineData("64:ff9b::7f00:1"), InlineData("224.0.0.1"), InlineData("255.255.255.255")]
    public void of_ones_own_networks_are_allowed_unless_that_is_set_otherwise(string address)
    {
        new OutgoingGuard(new()).Allows(IPAddress.Parse(address)).ShouldBeTrue();
        new OutgoingGuard(new() { Private = false }).Allows(IPAddress.Parse(address)).ShouldBeFalse();
    }

    [Theory, InlineData("93.184.216.34"), InlineData("2606:2800:220:1::1"), InlineData("172.32.0.1"), InlineData("64:ff9b::5db8:d822")]
    public void of_everybody_are_allowed(string address) => new OutgoingGuard(new() { Private = false }).Allows(IPAddress.Parse(address)).ShouldBeTrue();

    [Fact]
    public async Task are_those_that_a_name_stands_for()
    {
        var guard = new OutgoingGuard(new() { Private = false });
        (await Should.ThrowAsync<SinkException>(() => guard.CheckAsync(["localhost"], default))).Message.ShouldContain("Outgoing:Private");
        await Should.ThrowAsync<SinkException>(() => guard.CheckAsync(["2130706433"], default));
        await Should.ThrowAsync<SinkException>(() => guard.CheckAsync(["0x7f.1"], default));
        await Should.ThrowAsync<SinkException>(() => guard.CheckAsync(["[::1]"], default));
    }
}
