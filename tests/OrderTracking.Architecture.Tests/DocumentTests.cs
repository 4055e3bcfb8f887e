using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace OrderTracking.Architecture.Tests;

/// <summary>That links between the documents lead somewhere, and that a decision's number is its own.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] Folders = ["ops", "src", "tests"];

    private static IEnumerable<string> Documents => Folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories))
        .Append(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void every_link_to_a_file_or_a_heading_leads_there()
    {
        var links = Documents.SelectMany(document => Text(document)
            .SelectMany(line => Links().Matches(Code().Replace(line, "")))
            .Select(link => (Document: document, Target: link.Groups["target"].Value))).ToList();

        links.Count.ShouldBeGreaterThan(100);
        links.Where(link => !Leads(link.Document, link.Target))
            .Select(link => $"{Path.GetRelativePath(Repository.Root, link.Document)}: {link.Target}").ShouldBeEmpty();
    }

    [Fact]
    public void every_decision_has_a_number_of_its_own_and_says_it()
    {
        var folder = Path.Combine(Repository.Root, "ops", "decisions");
        var decisions = Directory.GetFiles(folder, "*.md").Order(StringComparer.Ordinal).ToList();

        decisions.Select(file => Path.GetFileName(file)[..4]).ShouldBe(
            Enumerable.Range(1, decisions.Count).Select(number => $"{number:0000}"));
        decisions.Select(file => int.Parse(Number().Match(File.ReadLines(file).First()).Groups["number"].Value, null)).ShouldBe(
            Enumerable.Range(1, decisions.Count));
    }

    private static bool Leads(string document, string target)
    {
        var (path, anchor) = target.Split('#', 2) is [var file, var heading] ? (file, heading) : (target, null);
        var place = path.Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, path);
        return Directory.Exists(place) ? anchor is null
            : File.Exists(place) && (anchor is null || Text(place).Where(line => Heading().IsMatch(line)).Select(Anchor).Contains(anchor));
    }

    // As GitHub makes it: in lower case, without punctuation, spaces as hyphens.
    private static string Anchor(string heading)
    {
        var anchor = new StringBuilder();
        foreach (var letter in LinkedText().Replace(Heading().Replace(heading, ""), "$1").Trim().ToLowerInvariant())
            if (char.IsLetterOrDigit(letter) || letter is '-' or '_') anchor.Append(letter);
            else if (letter == ' ') anchor.Append('-');
        return anchor.ToString();
    }

    // Without what stands in fences.
    private static IEnumerable<string> Text(string document)
    {
        var isCode = false;
        foreach (var line in File.ReadLines(document))
            if (line.StartsWith("```", StringComparison.Ordinal)) isCode = !isCode;
            else if (!isCode) yield return line;
    }

    [GeneratedRegex(@"\]\((?<target>(?![a-z]+:)[^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^# (?<number>\d+)[. ]")]
    private static partial Regex Number();

    [GeneratedRegex("^#{1,6} ")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkedText();
}
