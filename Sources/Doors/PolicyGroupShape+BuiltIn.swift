import Contracts
import Policies

/// What built-in policies need to be played from outside.
extension PolicyGroupShape {
  /// Why a kind cannot be played from what is seen here; nil where it can.
  public func obstacle(to kind: PolicyKind) -> String? {
    if (layer == .orchestrator) != kind.isOrchestrator {
      return "'\(kind.name)' is of the other layer"
    }
    if kind.requiredInputs.contains(.peers) {
      return "'\(kind.name)' reads the rows of its peers, which are not shown outside"
    }
    let ownRows = kind.isOrchestrator ? planRows : contextRows
    if kind.requiredInputs.contains(.ownField) && ownRows == 0 {
      return "'\(kind.name)' needs the field of its layer, which the mode withholds"
    }
    return nil
  }

  /// When its orchestrators decide, and how late the field is.
  public var dispatchSchedule: DispatchSchedule {
    func seconds(_ name: String) -> Float { schedule.first { $0.name == name }?.seconds ?? 0 }
    return DispatchSchedule(
      orchestratorPeriod: seconds("orchestrator_period"),
      relaxationTime: seconds("relaxation_time"),
      fieldTimeConstant: seconds("field_time_constant"), latency: seconds("latency"))
  }
}
