/// Layouts of every format but Open-RMF, written from the formats' specifications; each imports and runs.
public enum LayoutSamples {
  /// All of them by the name of their file.
  public static let all: [(file: String, text: String)] = [
    ("yard.lif.json", lif), ("loop.geojson", routeGraph), ("plant.xml", plant), ("hall.dxf", hall),
    ("rooms.wkt", rooms),
  ]

  /// A ring driven one way, with two stations and a charger on a spur, in LIF.
  public static let lif = """
    {
      "metaInformation": {"projectIdentification": "yard", "creator": "hand", "lifVersion": "1.0.0"},
      "layouts": [{
        "layoutId": "ground", "layoutVersion": "1",
        "nodes": [
          {"nodeId": "a", "nodePosition": {"x": -4.0, "y": 0.0},
           "vehicleTypeNodeProperties": [{"vehicleTypeId": "tug", "theta": 3.1415927, "actions": [{"actionType": "pick"}]}]},
          {"nodeId": "b", "nodePosition": {"x": 4.0, "y": 0.0},
           "vehicleTypeNodeProperties": [{"vehicleTypeId": "tug", "theta": 0.0, "actions": [{"actionType": "drop"}]}]},
          {"nodeId": "c", "nodePosition": {"x": 4.0, "y": 5.0}, "vehicleTypeNodeProperties": []},
          {"nodeId": "d", "nodePosition": {"x": -4.0, "y": 5.0}, "vehicleTypeNodeProperties": []},
          {"nodeId": "e", "nodePosition": {"x": 0.0, "y": 8.0},
           "vehicleTypeNodeProperties": [{"vehicleTypeId": "tug", "actions": [{"actionType": "startCharging"}]}]}
        ],
        "edges": [
          {"edgeId": "ab", "startNodeId": "a", "endNodeId": "b",
           "vehicleTypeEdgeProperties": [{"vehicleTypeId": "tug", "vehicleOrientation": 0.0, "maxSpeed": 0.5}]},
          {"edgeId": "bc", "startNodeId": "b", "endNodeId": "c",
           "vehicleTypeEdgeProperties": [{"vehicleTypeId": "tug"}]},
          {"edgeId": "cd", "startNodeId": "c", "endNodeId": "d",
           "vehicleTypeEdgeProperties": [{"vehicleTypeId": "tug"}, {"vehicleTypeId": "truck"}]},
          {"edgeId": "da", "startNodeId": "d", "endNodeId": "a",
           "vehicleTypeEdgeProperties": [{"vehicleTypeId": "tug"}]},
          {"edgeId": "de", "startNodeId": "d", "endNodeId": "e", "vehicleTypeEdgeProperties": []},
          {"edgeId": "ed", "startNodeId": "e", "endNodeId": "d", "vehicleTypeEdgeProperties": []}
        ],
        "stations": [
          {"stationId": "s1", "stationName": "goods in", "interactionNodeIds": ["a"], "stationPosition": {"x": -4.5, "y": 0, "theta": 1.5}},
          {"stationId": "s2", "interactionNodeIds": ["b"]}
        ]
      }]
    }
    """

  /// A ring driven one way, for Navigation 2.
  public static let routeGraph = """
    {
      "type": "FeatureCollection", "name": "loop",
      "features": [
        {"type": "Feature", "properties": {"id": 0, "frame": "map"},
         "geometry": {"type": "Point", "coordinates": [0.0, 0.0]}},
        {"type": "Feature", "properties": {"id": 1},
         "geometry": {"type": "Point", "coordinates": [6.0, 0.0]}},
        {"type": "Feature", "properties": {"id": 2},
         "geometry": {"type": "Point", "coordinates": [6.0, 4.0]}},
        {"type": "Feature", "properties": {"id": 3},
         "geometry": {"type": "Point", "coordinates": [0.0, 4.0]}},
        {"type": "Feature", "properties": {"id": 10, "startid": 0, "endid": 1, "cost": 2.0, "metadata": {"speed_limit": 85}},
         "geometry": {"type": "MultiLineString", "coordinates": [[[0.0, 0.0], [6.0, 0.0]]]}},
        {"type": "Feature", "properties": {"id": 11, "startid": 1, "endid": 2},
         "geometry": {"type": "LineString", "coordinates": [[6.0, 0.0], [6.0, 4.0]]}},
        {"type": "Feature", "properties": {"id": 12, "startid": 2, "endid": 3},
         "geometry": {"type": "LineString", "coordinates": [[6.0, 4.0], [0.0, 4.0]]}},
        {"type": "Feature", "properties": {"id": 13, "startid": 3, "endid": 0},
         "geometry": {"type": "LineString", "coordinates": [[0.0, 4.0], [0.0, 0.0]]}}
      ]
    }
    """

  /// A ring with a place to park, in millimetres, for openTCS.
  public static let plant = """
    <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
    <!-- a ring with a place to park -->
    <model version="6.0.0" name="plant">
        <point name="P1" positionX="0" positionY="0" positionZ="0"
            vehicleOrientationAngle="NaN" type="HALT_POSITION">
            <outgoingPath name="P1 --- P2"/>
        </point>
        <point name="P2" positionX="8000" positionY="0" positionZ="0"
            vehicleOrientationAngle="90.0" type="HALT_POSITION"/>
        <point name="P3" positionX="8000" positionY="5000" positionZ="0"
            vehicleOrientationAngle="NaN" type="HALT_POSITION"/>
        <point name="P4" positionX="0" positionY="5000" positionZ="0"
            vehicleOrientationAngle="NaN" type="HALT_POSITION"/>
        <point name="Park" positionX="-3000" positionY="5000" positionZ="0"
            vehicleOrientationAngle="NaN" type="PARK_POSITION"/>
        <path name="P1 --- P2" sourcePoint="P1" destinationPoint="P2" length="8000"
            maxVelocity="500" maxReverseVelocity="0" locked="false"/>
        <path name="P2 --- P3" sourcePoint="P2" destinationPoint="P3" length="5000"
            maxVelocity="1000" maxReverseVelocity="0" locked="false"/>
        <path name="P3 --- P4" sourcePoint="P3" destinationPoint="P4" length="8000"
            maxVelocity="1000" maxReverseVelocity="0" locked="false"/>
        <path name="P4 --- P1" sourcePoint="P4" destinationPoint="P1" length="5000"
            maxVelocity="1000" maxReverseVelocity="0" locked="false"/>
        <path name="P4 --- Park" sourcePoint="P4" destinationPoint="Park" length="3000"
            maxVelocity="1000" maxReverseVelocity="1000" locked="false"/>
        <path name="P1 --- P3" sourcePoint="P1" destinationPoint="P3" length="1"
            maxVelocity="1000" maxReverseVelocity="0" locked="true"/>
        <vehicle name="Vehicle-01"
            energyLevelCritical="30" energyLevelGood="90" energyLevelFullyRecharged="90"
            energyLevelSufficientlyRecharged="30" maxVelocity="900">
            <boundingBox length="800" width="600" height="1000"/>
        </vehicle>
        <vehicle name="Vehicle-02"
            energyLevelCritical="30" energyLevelGood="90" energyLevelFullyRecharged="90"
            energyLevelSufficientlyRecharged="30" maxVelocity="900">
            <boundingBox length="800" width="600" height="1000"/>
        </vehicle>
        <locationType name="Transfer">
            <allowedOperation name="Load"/>
            <allowedOperation name="Unload"/>
        </locationType>
        <location name="Rack &amp; roll" positionX="0" positionY="-500" positionZ="0" locked="false" type="Transfer">
            <link point="P1"/>
        </location>
        <location name="Dispatch" positionX="8000" positionY="5500" positionZ="0" locked="false" type="Transfer">
            <link point="P3"><allowedOperation name="Unload"/></link>
        </location>
        <block name="B1" type="SINGLE_VEHICLE_ONLY"><member name="P1"/></block>
        <visualLayout name="VLayout" scaleX="50.0" scaleY="50.0"/>
    </model>
    """

  /// A hall with a round end, a wall, a column and a bow, in millimetres, in DXF.
  public static let hall = drawing(
    """
    LWPOLYLINE 8 WALLS 90 4 70 1 10 0 20 0 10 10000 20 0 10 10000 20 6000 42 1 10 0 20 6000
    LINE 8 WALLS 10 5000 20 0 11 5000 21 2000
    CIRCLE 8 COLUMNS 10 2500 20 3000 40 300
    ARC 8 WALLS 10 8000 20 3000 40 500 50 0 51 90
    TEXT 8 NOTES 10 1 20 1 40 100 1 hall
    """)

  /// A room with a block in it, a wall and two points, in WKT.
  public static let rooms = """
    POLYGON ((0 0, 12 0, 12 8, 0 8, 0 0), (5 3, 7 3, 7 5, 5 5, 5 3))
    LINESTRING Z (3 0 0, 3 2 0)
    MULTIPOINT ((2 6), (10 6))
    """

  /// A DXF file of entities: a line for each, its type and then group codes and values by turns.
  ///
  /// `units` is the drawing's `$INSUNITS`; nil leaves it out.
  public static func drawing(_ entities: String, units: Int? = 4) -> String {
    var pairs = ["0", "SECTION", "2", "HEADER"]
    if let units { pairs += ["9", "$INSUNITS", "70", "\(units)"] }
    pairs += ["0", "ENDSEC", "0", "SECTION", "2", "ENTITIES"]
    for line in entities.split(separator: "\n") {
      pairs += ["0"] + line.split(separator: " ").map(String.init)
    }
    pairs += ["0", "ENDSEC", "0", "EOF"]
    return pairs.map { $0 + "\n" }.joined()
  }
}
