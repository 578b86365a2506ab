using System.Net.Mail;
using FluentValidation;

namespace CdViz.Api.Configuration;

/// <summary>What is allowed of an alert.</summary>
internal sealed class AlertRules : AbstractValidator<AlertSettings>
{
    /// <summary>The rules.</summary>
    /// <param name="mail">The server that takes e-mail.</param>
    public AlertRules(MailServer mail)
    {
        RuleFor(alert => alert.Key).Matches(@"^[A-Za-z0-9._-]{1,100}\z").WithMessage("a name of letters, digits, '.', '_' and '-', at most 100");
        RuleFor(alert => alert.Rule).Must(rule => rule is { } known && Enum.IsDefined(known)).WithMessage(SettingsReader.Words(typeof(AlertRule)));
        RuleFor(alert => alert.Target).Must(target => target is { } known && Enum.IsDefined(known)).WithMessage(SettingsReader.Words(typeof(AlertTargetKind)));
        When(alert => alert.Target is AlertTargetKind.Email, () =>
        {
            RuleFor(alert => alert.To).NotEmpty().WithMessage("at least one address");
            RuleForEach(alert => alert.To).Must(address => MailAddress.TryCreate(address, out _)).OverridePropertyName("To").WithMessage("e-mail addresses");
            RuleFor(_ => mail.Host).NotEmpty().OverridePropertyName("Mail:Host").WithMessage("the server that takes e-mail, for alerts by e-mail");
        }).Otherwise(() =>
            RuleFor(alert => alert.Url).Must(IsAddress).WithState(_ => SettingsRules.Secret).WithMessage("an address with http:// or https://"));
        RuleFor(alert => alert.Name).NotEmpty().When(alert => alert.Rule is AlertRule.SourceSilent).WithMessage("the sources that may not be silent: their names, or context.source, with * for any text");
        RuleForEach(alert => alert.Environment).NotEmpty().OverridePropertyName("Environment").WithMessage("ids of environments, * for any characters");
        RuleForEach(alert => alert.Service).NotEmpty().OverridePropertyName("Service").WithMessage("ids of services, * for any characters");
        RuleForEach(alert => alert.Name).NotEmpty().OverridePropertyName("Name").WithMessage("names, * for any characters");
        RuleForEach(alert => alert.Branch).NotEmpty().OverridePropertyName("Branch").WithMessage("names of branches, * for any characters");
        RuleFor(alert => alert.Above).InclusiveBetween(0, 1).WithMessage("a number from 0 to 1");
        RuleFor(alert => alert.Longer).Must(longer => longer is null || (longer >= TimeSpan.FromSeconds(1) && longer <= TimeSpan.FromDays(365))).WithMessage("a time span from 00:00:01 to 365.00:00:00");
        RuleFor(alert => alert.Within).InclusiveBetween(TimeSpan.FromHours(1), TimeSpan.FromDays(90)).WithMessage("a time span from 01:00:00 to 90.00:00:00");
        RuleFor(alert => alert.NotOlderThan).InclusiveBetween(TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)).WithMessage("a time span from 00:01:00 to 7.00:00:00");
        RuleFor(alert => alert.Group).InclusiveBetween(TimeSpan.Zero, TimeSpan.FromHours(1)).WithMessage("a time span from 00:00:00 to 01:00:00");
        RuleFor(alert => alert.QuietHours).Must(hours => hours.Length == 0 || QuietHours.TryParse(hours, out _)).WithMessage("from-to in a time zone, such as 22:00-07:00 Europe/Berlin, or nothing");
        RuleFor(alert => alert.Title).Must(IsTemplate).WithMessage("a template in Liquid, or nothing");
        RuleFor(alert => alert.Text).Must(IsTemplate).WithMessage("a template in Liquid, or nothing");
    }

    private static bool IsAddress(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", Host.Length: > 0 };

    private static bool IsTemplate(string text) => text.Length <= 10_000 && AlertTemplates.Wrong(text) is null;
}
