using HierVQ.Examples;
using HierVQ.Examples.Priors;

const string Usage = """
    usage: dotnet run -c Release --project examples/Priors -- COMMAND [PRIORS] [--output FOLDER] [--docs FOLDER]

      all            train and show every prior that is not finished yet, then write the page
      run PRIORS     train and show these priors
      page           write the page of what is finished
      quick          a few steps of every prior and the page, into artifacts/priors-quick
      list           name the priors

    --output  where models, figures and pictures are kept; artifacts/priors unless it is given
    --docs    folder whose priors.md and images/priors all and page bring up to date; none unless it is given
    """;

return new RunProgram
{
    Name = "priors",
    Usage = Usage,
    List = () => PriorKinds.All.Select(kind => $"{kind.Name,-20} {kind.Title}: {kind.Paper}"),
    Run = (desk, names) => TrialRunner.Run([.. PriorKinds.Named(names).Select(kind => PriorShow.Of(desk, kind))], desk.Folder("")),
    Page = PageCommand.Run,
}.Start(args);
