using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>An optimizer whose step is written here: groups of parameters, each with options, and a state for each parameter.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    private protected readonly Dictionary<Parameter, OptimizerState> States = new(ReferenceEqualityComparer.Instance);

    public override IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

    public override void zero_grad()
    {
        foreach (ParamGroup group in _parameter_groups)
            foreach (Parameter parameter in group.Parameters)
            {
                using Tensor? gradient = parameter.grad;
                gradient?.zero_();
            }
    }

    public virtual StateDictionary state_dict()
    {
        var state = new StateDictionary();
        int place = 0;
        foreach (ParamGroup group in _parameter_groups)
        {
            var places = new List<int>();
            state.Options.Add(group.Options);
            state.StateIndexRef.Add(places);
            foreach (Parameter parameter in group.Parameters)
            {
                places.Add(place++);
                state.State.Add(States[parameter]);
            }
        }
        return state;
    }

    public virtual void load_state_dict(StateDictionary state_dict)
    {
        StateDictionary own = this.state_dict();
        CheckCounts(own, state_dict.Options.Count, state_dict.State.Count);
        for (int i = 0; i < own.Options.Count; i++)
            if (own.Options[i] != state_dict.Options[i])
                own.Options[i].LoadStateDict(state_dict.Options[i]);
        for (int i = 0; i < own.State.Count; i++)
            if (own.State[i] != state_dict.State[i])
                own.State[i].LoadStateDict(state_dict.State[i]);
    }

    public void save_state_dict(string location)
    {
        using FileStream stream = File.Create(location);
        using var writer = new BinaryWriter(stream);
        save_state_dict(writer);
    }

    public void load_state_dict(string location)
    {
        using FileStream stream = File.OpenRead(location);
        using var reader = new BinaryReader(stream);
        load_state_dict(reader);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        StateDictionary state = state_dict();
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt64(state.Options.Count);
        writer.Write7BitEncodedInt64(state.State.Count);
        foreach (OptimizerOptions options in state.Options)
            options.SaveStateDict(writer);
        foreach (OptimizerState one in state.State)
            one.SaveStateDict(writer);
    }

    public void load_state_dict(BinaryReader reader)
    {
        string name = reader.ReadString();
        if (name != GetType().Name)
            throw new InvalidDataException($"The stored state is of the optimizer '{name}', not '{GetType().Name}'.");
        StateDictionary state = state_dict();
        CheckCounts(state, reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
        foreach (OptimizerOptions options in state.Options)
            options.LoadStateDict(reader);
        foreach (OptimizerState one in state.State)
            one.LoadStateDict(reader);
    }

    public void to(Device device)
    {
        foreach (OptimizerState state in States.Values)
            state.to(device);
    }

    public override void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

    private protected void DisposeStates()
    {
        foreach (OptimizerState state in States.Values)
            (state as IDisposable)?.Dispose();
        States.Clear();
    }

    private protected Tensor? Step<TGroup>(Func<Tensor>? closure, Action<TGroup> update) where TGroup : ParamGroup
    {
        Tensor? loss = null;
        if (closure is not null)
            using (enable_grad())
                loss = closure();
        using (no_grad())
        using (NewDisposeScope())
            foreach (ParamGroup group in _parameter_groups)
                update((TGroup)group);
        return loss;
    }

    /// <summary>The parameters are kept as a list: they are walked at every step, and may have been given as a query.</summary>
    private protected void AddGroup(ParamGroup group, Func<Parameter, OptimizerState> newState)
    {
        group.Parameters = [.. group.Parameters];
        group.InitialLearningRate = group.LearningRate;
        _parameter_groups.Add(group);
        foreach (Parameter parameter in group.Parameters)
        {
            OptimizerState state = newState(parameter);
            States[parameter] = state;
            state.Initialize(group.Options);
        }
    }

    private static void CheckCounts(StateDictionary own, long options, long states)
    {
        if (own.Options.Count != options || own.State.Count != states)
            throw new ArgumentException(
                $"The stored state has {options} groups with {states} parameters; the optimizer has {own.Options.Count} with {own.State.Count}.");
    }
}
